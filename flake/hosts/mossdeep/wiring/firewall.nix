# generated from components/wiring/firewall.ts; do not edit
{
  networking.firewall.allowedTCPPorts = [ 2222 ];
}
