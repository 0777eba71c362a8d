/**
 * Prints where a mongod is: one that this machine has, or that `mongodb-memory-server` fetches. A process of its own,
 * because a download that hangs can be ended only with it.
 */
import memoryServer from 'mongodb-memory-server'

try {
  console.log(await memoryServer.MongoBinary.getPath())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
