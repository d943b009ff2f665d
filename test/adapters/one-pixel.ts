import type { FilePart } from '../../src/vocabulary/message.ts'

/** A PNG of one pixel, in base64. */
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** A picture of one pixel. */
export const picture: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: pixel } }
