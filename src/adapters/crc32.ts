/** CRC-32 as Ethernet and zip have it (polynomial 0x04C11DB7, reflected). */
const polynomial = 0xedb88320

/** How many bytes are read at a time. */
const strideBytes = 8

/** The remainder of every byte with none, one, up to seven bytes of zeros behind it, in a row. */
const remainders = new Int32Array(strideBytes * 256)
for (let byte = 0; byte < 256; byte += 1) {
  let remainder = byte
  for (let zeros = 0; zeros < strideBytes; zeros += 1) {
    for (let bit = 0; bit < 8; bit += 1)
      remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ polynomial
    remainders[zeros * 256 + byte] = remainder
  }
}

/** Every index that is asked for is in the table. */
function remainderAt(index: number): number {
  return remainders[index] as number
}

/** Takes the bytes between two places into a remainder. CRC-32 begins with -1 and ends inverted. Written out, because it is most of what a message costs. */
export function readOn(before: number, view: DataView, start: number, end: number): number {
  let remainder = before
  let at = start
  for (; at + strideBytes <= end; at += strideBytes) {
    const one = remainder ^ view.getInt32(at, true)
    const two = view.getInt32(at + 4, true)
    remainder =
      remainderAt(1792 + (one & 0xff)) ^
      remainderAt(1536 + ((one >>> 8) & 0xff)) ^
      remainderAt(1280 + ((one >>> 16) & 0xff)) ^
      remainderAt(1024 + (one >>> 24)) ^
      remainderAt(768 + (two & 0xff)) ^
      remainderAt(512 + ((two >>> 8) & 0xff)) ^
      remainderAt(256 + ((two >>> 16) & 0xff)) ^
      remainderAt(two >>> 24)
  }
  for (; at < end; at += 1) remainder = (remainder >>> 8) ^ remainderAt((remainder ^ view.getUint8(at)) & 0xff)
  return remainder
}

/** What bytes that come again do to any remainder: a table for each of its bytes, and what they do to none. */
export type Effect = Int32Array

const ownEffectAt = 4 * 256

/** Their effect. CRC is linear: each bit of a remainder goes its own way through the same bytes. It takes as long as reading them some 40 times. */
export function effectOf(view: DataView, start: number, end: number): Effect {
  const effect = new Int32Array(ownEffectAt + 1)
  const own = readOn(0, view, start, end)
  effect[ownEffectAt] = own
  for (let bit = 0; bit < 32; bit++) {
    const ofBit = readOn(1 << bit, view, start, end) ^ own
    const table = (bit >>> 3) * 256
    const mask = 1 << (bit & 7)
    for (let byte = mask; byte < 256; byte = (byte + 1) | mask)
      effect[table + byte] = (effect[table + byte] ?? 0) ^ ofBit
  }
  return effect
}

/** The remainder behind those bytes, as `readOn` would give it. */
export function effectOn(remainder: number, effect: Effect): number {
  return (
    (effect[remainder & 0xff] as number) ^
    (effect[256 + ((remainder >>> 8) & 0xff)] as number) ^
    (effect[512 + ((remainder >>> 16) & 0xff)] as number) ^
    (effect[768 + (remainder >>> 24)] as number) ^
    (effect[ownEffectAt] as number)
  )
}
