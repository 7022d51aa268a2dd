# What the driver tells this flake by files laid beside it; without them it still evaluates.
let
  read = path: default: if builtins.pathExists path then builtins.fromJSON (builtins.readFile path) else default;
  settings = read ./lab.json { };
in
{
  # { <host> = { address, tailnetAddress, hostKey }; }
  machines = read ./machines.json { };
  # Public keys that open every lab machine.
  authorizedKeys = settings.authorizedKeys or [ ];
  # Domain of the stand-in tailnet.
  tailnet = settings.tailnet or "tailnet.test";
  # What the lab machines run on, whatever the fleet's own hosts are.
  system = settings.system or "x86_64-linux";
  # Folder with a static busybox: Nix names a builder by its base name, and busybox needs its own.
  busybox = builtins.path {
    path = ./busybox;
    name = "busybox";
  };
  version = "25.11-lab";
}
