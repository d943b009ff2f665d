import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Ajv2020 } from 'ajv/dist/2020.js'

const folder = fileURLToPath(new URL('../../../shared/schemas/', import.meta.url))

/** Whether the schemas lie beside the checkout. In CI they must. */
export const schemasExist: boolean = existsSync(folder)

if (!schemasExist && process.env['CI'] !== undefined) {
  throw new Error('The schemas are missing: CI needs ../shared/schemas beside the checkout.')
}

/** Problems of a request body as the provider's schema sees it; empty: it is valid. */
export type BodyCheck = (body: unknown) => readonly string[]

const checks = new Map<string, BodyCheck>()

/** The check of one kind of request, by file (without `.json`) and definition; see the README of the schemas. */
export function bodyCheck(file: string, definition: string): BodyCheck {
  const key = `${file}#${definition}`
  const check = checks.get(key) ?? compile(file, definition)
  checks.set(key, check)
  return check
}

function compile(file: string, definition: string): BodyCheck {
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
