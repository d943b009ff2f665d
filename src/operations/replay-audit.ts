import type { AuditRecord, AuditReplay } from '../vocabulary/audit.ts'

/**
 * Makes every routing decision of an audit record again, from what it was made from, and compares. Sends nothing. A difference
 * after an update of the library is a rule that has changed.
 */
export async function replayAudit(record: AuditRecord): Promise<AuditReplay> {
  const { replay } = await import('./audit-trail.ts')
  return replay(record)
}
