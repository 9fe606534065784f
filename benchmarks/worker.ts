// The process of one contender: runs a round of one measurement whenever it is asked to.
import type { Contender } from './contenders/contender.ts'
import type { Prepare } from './harness.ts'

const [, , measurement, name, size] = process.argv
const { contender } = (await import(`./contenders/${name}.ts`)) as { contender: Contender }
const { prepare } = (await import(`./measurements/${measurement}.ts`)) as { prepare: Prepare }
const round = prepare(contender, Number(size))

process.on('message', () => {
  void round().then((taken) => process.send?.(taken))
})
