// The same client with a real server in the same process: what a test without a mock does.
export { contender } from '../contenders/ws.ts'
