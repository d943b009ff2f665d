import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

import { agreedDeclarations, publicDeclarations } from './public-declarations.ts'

// Writes the built public interface down as the agreed one: `npm run api:update`. The difference belongs in the review.
mkdirSync(dirname(agreedDeclarations), { recursive: true })
writeFileSync(agreedDeclarations, publicDeclarations())
