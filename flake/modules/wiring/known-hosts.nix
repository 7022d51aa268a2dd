# generated from components/wiring/known-hosts.ts; do not edit
{
  programs.ssh.knownHosts = {
    mauville = {
      hostNames = [
        "mauville"
        "mauville.narwhal-snapper.ts.net"
      ];
      publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH3i9no4zSWp3PoZSVsQJZo5rSaeGxxiLPUmnFXCuu1i";
    };
    mossdeep = {
      hostNames = [
        "mossdeep"
        "mossdeep.narwhal-snapper.ts.net"
      ];
      publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIvDiAvJWwaGJ152PHNS6lJEA/mfyCfr182t5K7kmuQD";
    };
    slateport = {
      hostNames = [
        "slateport"
        "slateport.narwhal-snapper.ts.net"
      ];
      publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHnlmJfuex1Y16LkAg0iTHxwcBkwanuKk2DjkCdj2RUL";
    };
  };
}
