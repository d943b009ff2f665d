import type * as TrunklineNode from '../../src/transport/node-fetch.ts'
import type { Subject } from './subject.ts'
import { entry, over } from './trunkline.ts'

/** This library over its own transport, as `trunkline/node` exports it. */
const { nodeFetch } = (await import(new URL('node.js', entry).href)) as typeof TrunklineNode

export const subject: Subject = over({ fetch: nodeFetch() })
