/**
 * None is reused here. MongoDB ends the transaction that writes what a worker is taking, and with it somebody's save; it
 * lets nobody skip what is locked. So each edit is a job, and all but the first find nothing left to do.
 */
export async function reuseWaitingJob(): Promise<boolean> {
  return false
}
