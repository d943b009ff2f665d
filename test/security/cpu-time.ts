/** Processor time of this thread, in milliseconds: unlike time on the clock it does not tell of what else the machine does. */
export function cpuTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
