// A mock as handlers of MSW, for those who have MSW. Names only, listed one by one.
export { type ContractMswWsMock, type MswWsMock, toMswHandlers } from './run/msw/to-msw-handlers.ts'
