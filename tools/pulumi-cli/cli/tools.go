//go:build tools

// Package cli pins Pulumi's command line, for set-up to build.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
