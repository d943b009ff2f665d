import { writeFileSync } from 'node:fs'

import { providerDocs, providerDocsFile } from './provider-docs.ts'

// Writes the page about the providers: part of `npm run api:update`. The difference belongs in the review.
writeFileSync(providerDocsFile, providerDocs())
