import type { Target } from './model.ts'

declare const admitted: unique symbol

/**
 * A target that `admit` has let through for one request. Whatever asks a target for a caller takes this type, and `admit` alone
 * makes it: a way around it does not compile.
 */
export type AdmittedTarget = Target & { readonly [admitted]: true }
