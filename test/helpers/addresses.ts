/** Addresses and ports at their edges, for the hooks that are given one. */

export type Endpoint = readonly [address: string, port: number];

/** The any-address and port 0, each alone and both. */
export const zeros4: readonly Endpoint[] = [
  ['0.0.0.0', 0],
  ['0.0.0.0', 258],
  ['127.0.0.1', 0],
];
export const zeros6: readonly Endpoint[] = [
  ['::', 0],
  ['::', 258],
  ['::1', 0],
];

/** The least and the greatest, and bytes that show in which order they were taken. */
export const edges4: readonly Endpoint[] = [
  ['0.0.0.1', 1],
  ['127.2.3.4', 258],
  ['255.255.255.255', 65535],
];
export const edges6: readonly Endpoint[] = [
  ['::1', 1],
  ['102:304:506:708:90a:b0c:d0e:f10', 258],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 65535],
];

/** IPv6 addresses that hold an IPv4 one, and how the kernel prints them (%pI6c). */
export const embedded: readonly Endpoint[] = [
  ['::ffff:127.0.0.1', 258],
  ['::ffff:0.0.0.0', 0],
  ['fe80::5efe:10.1.2.3', 258],
  ['fe80::200:5efe:10.1.2.3', 0],
];

/** Zeros are shortened once, where most of them are, and not a single one. */
export const shortened: readonly Endpoint[] = [
  ['2001:db8:0:1:1:1:1:1', 0],
  ['2001:db8::1:0:0:1', 0],
  ['2001:0:0:1::1', 0],
  ['::102:304', 0],
  ['2001:db8::', 0],
];

/** The arguments of the triggers that take any number of them. */
export const aims = (endpoints: readonly Endpoint[]): string[] =>
  endpoints.flatMap(([address, port]) => [String(port), address]);
