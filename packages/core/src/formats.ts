// Mocks from files: Parley's own mock files, and the files of Moco and Mockoon. Needs Node; the libraries that files use
// are optional peers, loaded when the first file needs one. Names only, listed one by one.
export { fromFile, type FromFileOptions } from './formats/from-file.ts'
export { readHar, type ReadHarOptions } from './transcript/har/read-har.ts'
export { writeHar, type WriteHarOptions } from './transcript/har/write-har.ts'
export { draftContract, type DraftContractOptions } from './scenario/draft/draft-contract.ts'
export { draftScenario, type DraftScenarioOptions } from './scenario/draft/draft-scenario.ts'
export { fromObject } from './formats/from-object.ts'
export type { LoadedMock, LoadOptions } from './formats/loaded.ts'
export type {
  ActionData,
  AudienceData,
  BranchData,
  ChooseData,
  CompareData,
  ConditionData,
  Data,
  EndpointData,
  FaultData,
  HeartbeatData,
  MessageData,
  MockFile,
  MsData,
  PatternData,
  RuleData,
  StreamData,
  StreamItemData,
} from './formats/mock-file/model.ts'
export { mockFileSchema } from './formats/mock-file/schema.ts'
export { importMoco, type ImportMocoOptions } from './formats/moco/import-moco.ts'
export { importMockoon, type ImportMockoonOptions } from './formats/mockoon/import-mockoon.ts'
export type { ImportNote } from './formats/notes.ts'
