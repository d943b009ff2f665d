import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Ajv2020 } from 'ajv/dist/2020.js'

const folder = fileURLToPath(new URL('../../../../shared/schemas/', import.meta.url))

/** Whether the schemas lie beside the checkout. In CI they must. */
export const schemasExist: boolean = existsSync(`${folder}openai.json`)

if (!schemasExist && process.env['CI'] !== undefined) {
  throw new Error('The schemas are missing: CI needs ../shared/schemas beside the checkout.')
}

/** Problems of a body as the provider's own types see it; empty: it is valid. */
export type BodyCheck = (body: unknown) => readonly string[]

/** The closed schema of one kind of request, by file and definition; see the README of the schemas. */
export function bodyCheck(file: 'openai' | 'openai-types' | 'openrouter' | 'mistral' | 'groq', definition: string): BodyCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  ajv.addSchema(JSON.parse(readFileSync(`${folder}${file}.json`, 'utf8')) as object)
  const validate = ajv.getSchema(`${file}#/$defs/${definition}`)
  if (validate === undefined) throw new Error(`${file}.json has no ${definition}`)
  return (body) => {
    if (validate(body) === true) return []
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'if')
    return errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
  }
}
