/** The part of a Standard Schema (standardschema.dev, version 1) that is read here; zod, valibot, arktype and others have it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    /** Checks a value, and may transform it. */
    validate(value: unknown): StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
    /** Standard JSON Schema: how a schema shows itself as JSON Schema. */
    readonly jsonSchema?:
      | {
          /** The JSON Schema of what goes in; `target` is the draft, e.g. `draft-2020-12`. */
          input(options: { readonly target: string }): Record<string, unknown>
        }
      | undefined
  }
}

/** What validation gives: the value, or what is wrong with it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] }

/** A JSON Schema written by hand; the values it admits are not checked unless `validate` is given. */
export interface JsonSchemaInput<Output = unknown> {
  readonly jsonSchema: Record<string, unknown>
  /** Checks a value, and may transform it. */
  readonly validate?: ((value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>) | undefined
}

/** A schema as the caller gives it. */
export type Schema<Output = unknown> =
  | StandardSchema<unknown, Output>
  | StandardSchema<never, Output>
  | JsonSchemaInput<Output>

/** The type of what goes into a schema: what it transforms is not transformed yet, and what has a default may be absent. */
export type SchemaInput<S> = S extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly input: infer Input }
    ? Input
    : unknown
  : SchemaOutput<S>

/** The type that a schema's values have. */
export type SchemaOutput<S> = S extends { readonly '~standard': { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : S extends JsonSchemaInput<infer Output>
    ? Output
    : unknown
