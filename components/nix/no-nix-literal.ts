/** Why a value cannot be written in Nix; the printer adds where it stands. */
export class NoNixLiteral extends Error {}
