import type { NixExpression } from "../nix/values.ts";

/** What stands in for the type of an option that does not exist; nothing fits it. */
export interface NoSuchOption {
  readonly [noSuchOption]: "see the nearest names in the editor, or use unlisted()";
}
declare const noSuchOption: unique symbol;

type Leaf = NixExpression<unknown> | string | number | boolean | null | undefined;
/** The alternatives of a type that are lists or attribute sets. */
type Nested<T> = T extends Leaf ? never : T;
type ItemOf<T> = T extends readonly (infer Item)[] ? Item : never;
type NamesOf<T> = T extends unknown ? keyof T : never;
type At<T, Name> = T extends unknown ? (Name extends keyof T ? T[Name] : never) : never;

/**
 * `Given` where all its names are names of `Options`; other names get a type that nothing fits.
 *
 * TypeScript finds unknown names in a literal that is given directly, but not in what a function returns or a type
 * parameter infers. There, `Given & Listed<Given, Options>` finds them.
 */
export type Listed<Given, Options> =
  // Distributes, so that for a type parameter the checker takes its constraint, and then cuts the walk short: where
  // nothing has been inferred yet, it must not go through all options.
  Given extends unknown ? ([Options] extends [Given] ? Given : ListedIn<Given, Nested<Options>>) : never;

type ListedIn<Given, Options> = unknown extends Options
  ? Given
  : Given extends Leaf
    ? Given
    : Given extends readonly (infer Item)[]
      ? readonly ListedIn<Item, Nested<ItemOf<Options>>>[]
      : {
          readonly [Name in keyof Given]: Name extends NamesOf<Options>
            ? ListedIn<Given[Name], Nested<At<Options, Name>>>
            : string extends Name
              ? Given[Name]
              : NoSuchOption;
        };
