// All cases, by what they are about.
import type { ClientCase } from '../case.ts'
import { closing } from './closing.ts'
import { constructing } from './constructing.ts'
import { interfaceObject } from './interface.ts'
import { listening } from './listening.ts'
import { receiving } from './receiving.ts'
import { opening } from './opening.ts'
import { sending } from './sending.ts'

export const cases: Readonly<Record<string, readonly ClientCase[]>> = {
  'the class': interfaceObject,
  'the constructor': constructing,
  'the handshake': opening,
  receiving,
  sending,
  closing,
  listening,
}
