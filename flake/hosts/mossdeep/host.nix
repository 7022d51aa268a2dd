# generated from hosts/mossdeep.ts; do not edit
{ pkgs, ... }:
{
  services.forgejo.package = pkgs.forgejo;
}
