/**
 * The audit library: NETLINK_AUDIT over any transport, records to values, exact assertions. It
 * touches no host and no guest.
 */

export {
  accessBody,
  capability,
  cause,
  dentry,
  destination,
  foreign,
  type Inode,
  inode,
  ioctlOp,
  local,
  netif,
  path,
  type Subject,
  source,
  task,
  unixAbstract,
  unixPath,
} from './body.js';
export {
  type Arrivals,
  AuditChannel,
  type AuditTransport,
  type ChannelState,
  type Incident,
  isLoss,
  type TransportError,
} from './channel.js';
export { compareBodies, type Difference } from './difference.js';
export { type Bytes, hex, untrustedString } from './encode.js';
export { type AuditEvent, companions, type EventProblem, groupEvents } from './event.js';
export { visible } from './excerpt.js';
export { assertRecords, RecordMismatch } from './expect.js';
export { type Fence, isFence, makeFence } from './fence.js';
export { type DecodedField, type LineProblem, parseRecordLine, type RecordLine } from './line.js';
export type { AuditSwitch, Liveness } from './liveness.js';
export {
  type DatagramProblem,
  decodeDatagram,
  type RawRecord,
  type ReceivedDatagram,
} from './netlink.js';
export {
  type Observation,
  type ObserveOptions,
  observe,
  openWindow,
  type Window,
} from './observer.js';
export {
  addRule,
  becomeDaemon,
  configure,
  enable,
  fence,
  OBSERVING,
  removeRule,
  resetLost,
  resign,
  rules,
  status,
} from './protocol.js';
export {
  type AuditRecord,
  type Field,
  joinFields,
  parseRecord,
  type RecordProblem,
  rawValues,
  type Stamp,
} from './record.js';
export { errnoName } from './refusal.js';
export { renderRecord } from './render.js';
export { decodeRule, encodeRule, type Rule, type RuleTest } from './rules.js';
export type { AuditSettings, AuditStatus } from './status.js';
export { AuditType, isRecordType, typeName, typeNumber } from './types.js';
export { type DecodedValue, decodeField, isUntrusted } from './value.js';
