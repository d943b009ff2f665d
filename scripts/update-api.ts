import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { agreedDeclarations, exportedNames, publicDeclarations } from './public-declarations.ts'

// Writes the built public interface down as the agreed one: `npm run api:update`. The difference belongs in the review.
for (const name of exportedNames) {
  mkdirSync(dirname(agreedDeclarations(name)), { recursive: true })
  writeFileSync(agreedDeclarations(name), publicDeclarations(name))
}
