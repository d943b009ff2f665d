import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Ajv2020 } from 'ajv/dist/2020.js'

const path = fileURLToPath(new URL('../../../../shared/schemas/gemini.json', import.meta.url))

/** Whether the schemas lie beside the checkout. In CI they must. */
export const schemasExist: boolean = existsSync(path)

if (!schemasExist && process.env['CI'] !== undefined) {
  throw new Error('The schemas are missing: CI needs ../shared/schemas beside the checkout.')
}

let check: ((body: unknown) => readonly string[]) | undefined

/** Problems of a request body as the types of @google/genai see it, which are closed; empty: it is valid. */
export function problemsOf(body: unknown): readonly string[] {
  check ??= compile()
  return check(body)
}

function compile(): (body: unknown) => readonly string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')) as object)
  const validate = ajv.getSchema('gemini#/$defs/GenerateContentRequest')
  if (validate === undefined) throw new Error('gemini.json has no GenerateContentRequest')
  return (body) => {
    if (validate(body) === true) return []
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'if')
    return errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
  }
}
