import type { Json } from '../vocabulary/message.ts'
import type { Schema, SchemaOutput, StandardResult } from '../vocabulary/standard-schema.ts'
import { describesObject, jsonSchemaOf } from './json-schema-of.ts'
import { restoreOptional } from './optional-members.ts'
import { isJsonObject } from './plain-json.ts'
import { outputWrapper } from './wire-schema.ts'

/** An answer that fits, as its schema gives it, or what is wrong with it. */
export type ValidatedOutput<Output> = { readonly value: Output } | { readonly issues: readonly string[] }

/**
 * Checks an answer against the caller's own schema, not the adapted one. A JSON Schema without `validate` admits everything.
 * What adaptation did is undone: the wrapping of answers that are not objects, and (when the answer does not fit as it is)
 * the nulls that strict modes make a model write for optional members. A `validate` that throws is an issue, not an error;
 * throws only the `RouterError`s of `jsonSchemaOf`, which `normaliseOutput` throws before any request.
 */
export async function validateOutput<S extends Schema>(
  schema: S,
  value: Json,
): Promise<ValidatedOutput<SchemaOutput<S>>> {
  const plain = jsonSchemaOf(schema, 'output.schema')
  const answer = describesObject(plain) ? value : unwrap(value)
  const restored = restoreOptional(answer, plain)
  const validate = validatorOf(schema)
  if (validate === undefined) return { value: restored as SchemaOutput<S> }
  const asWritten = await check(validate, answer)
  const checked = asWritten.issues === undefined || restored === answer ? asWritten : await check(validate, restored)
  if (checked.issues === undefined) return { value: checked.value as SchemaOutput<S> }
  return { issues: checked.issues.map(describeIssue) }
}

type Validate = (value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>>

function validatorOf(schema: Schema): Validate | undefined {
  if ('~standard' in schema) {
    const standard = schema['~standard']
    return (value) => standard.validate(value)
  }
  return schema.validate === undefined ? undefined : (value) => schema.validate?.(value) ?? { value }
}

async function check(validate: Validate, value: unknown): Promise<StandardResult<unknown>> {
  try {
    return await validate(value)
  } catch (error) {
    return {
      issues: [{ message: `the schema's own check failed: ${error instanceof Error ? error.message : String(error)}` }],
    }
  }
}

function unwrap(value: Json): Json {
  if (!isJsonObject(value)) return value
  const [only, ...more] = Object.entries(value)
  return only !== undefined && more.length === 0 && only[0] === outputWrapper ? (only[1] ?? null) : value
}

function describeIssue(issue: { readonly message: string; readonly path?: readonly unknown[] | undefined }): string {
  const path = (issue.path ?? []).map((step) => {
    const key = typeof step === 'object' && step !== null && 'key' in step ? step.key : step
    return typeof key === 'number' ? `[${key}]` : `.${String(key)}`
  })
  const place = path.join('').replace(/^\./, '')
  return place === '' ? issue.message : `${place}: ${issue.message}`
}
