// The process of one contender: runs a round of one measurement whenever it is asked to.
import type { Prepare } from './harness.ts'

const [, , measurement, name, size] = process.argv
const { contender } = (await import(`./${name}.ts`)) as { contender: unknown }
const { prepare } = (await import(`./measurements/${measurement}.ts`)) as { prepare: Prepare<unknown> }
const round = prepare(contender, Number(size))

process.on('message', (variant: number) => {
  void round(variant).then((taken) => process.send?.(taken))
})
