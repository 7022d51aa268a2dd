//go:build tools

// Package languagehost pins the language host that runs Node programs, for set-up to build.
package languagehost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
