import { oneOf, ROLES } from '../core/index.js';
import { type GtfsTexts, type ParsedLines, parseAssets, parseDevices } from '../ingest/index.js';
import { type Credential, hashSecret } from '../runtime/index.js';
import { type BacktestRequest, runBacktest } from './backtest.js';
import { type Foundation, registerAll } from './foundation.js';
import { importLines } from './import-lines.js';
import { importReadings } from './import-readings.js';
import { InputFaults } from './input-faults.js';
import { importRules } from './rules.js';
import { type ScoreRequest, scoreAlerts } from './score.js';

/** Tells how far a long operation has come. */
export type Progress = (done: number, total: number) => void;

/** What a command asks for; plain data, since it may cross to the running server. */
export type Operation =
  | {
      readonly op: 'import';
      readonly what: 'assets' | 'devices' | 'readings';
      readonly file: string;
      readonly text: string;
    }
  | { readonly op: 'import-lines'; readonly file: string; readonly texts: GtfsTexts }
  | { readonly op: 'import-rules'; readonly file: string; readonly text: string; readonly publish: boolean }
  | ({ readonly op: 'backtest' } & BacktestRequest)
  | ({ readonly op: 'score' } & ScoreRequest)
  | { readonly op: 'user-add'; readonly name: string; readonly role: string; readonly password: string }
  | { readonly op: 'user-passwd'; readonly name: string; readonly password: string }
  | { readonly op: 'user-token'; readonly name: string }
  | {
      readonly op: 'credential-add';
      readonly name: string;
      readonly topics: readonly string[];
      readonly idPrefix: string;
      readonly secret: string;
    }
  | { readonly op: 'doctor' };

/** Performs an operation on the opened data folder: in the server when one runs, else in the command itself. */
export async function perform(
  base: Foundation,
  operation: Operation,
  progress: Progress,
  devicesChanged: () => Promise<void>,
): Promise<unknown> {
  switch (operation.op) {
    case 'import':
      if (operation.what === 'readings') return importReadings(base, operation, progress);
      return importRegistry(base, operation.what, operation, devicesChanged);
    case 'import-lines':
      return importLines(base, operation);
    case 'import-rules': {
      const version = await importRules(base, operation.text, operation.file, operation.publish);
      return { version, state: operation.publish ? 'live' : 'draft' };
    }
    case 'backtest':
      return runBacktest(base, operation, progress);
    case 'score':
      return scoreAlerts(base, operation);
    case 'user-add':
    case 'user-passwd':
    case 'user-token':
      return changePeople(base, operation);
    case 'credential-add':
      return addIntegration(base, operation);
    case 'doctor':
      return diagnose(base);
  }
}

async function importRegistry(
  base: Foundation,
  what: 'assets' | 'devices',
  { file, text }: { readonly file: string; readonly text: string },
  devicesChanged: () => Promise<void>,
): Promise<object> {
  const assets = what === 'assets' ? itemsOf(parseAssets(text), file) : [];
  const grants = what === 'devices' ? itemsOf(parseDevices(text), file) : [];
  await registerAll(base, assets, grants);
  await devicesChanged();
  return { imported: assets.length + grants.length };
}

function itemsOf<T>(parsed: ParsedLines<T>, file: string): readonly T[] {
  if (parsed.ok) return parsed.items;
  throw new InputFaults(parsed.faults.map(({ line, message }) => `${file}:${line}: ${message}`));
}

type IntegrationCredential = Extract<Operation, { readonly op: 'credential-add' }>;

/** Lets another platform (a ChirpStack, a bridge) speak for the devices whose ids begin with its prefix. */
async function addIntegration(base: Foundation, added: IntegrationCredential): Promise<object> {
  const { name, topics, idPrefix, secret } = added;
  const hash = hashSecret(base.pepper, name, secret);
  const credential: Credential = { identity: { kind: 'integration', name, topics, idPrefix }, hash };
  await base.registryRepo.save([], [], [credential]);
  base.credentials.set(name, credential);
  await base.journal.append((at) => [
    { kind: 'audit', at, by: 'command line', what: 'credential-add', detail: name },
  ]);
  return { credential: name, topics, idPrefix };
}

type PeopleChange = Extract<Operation, { readonly op: 'user-add' | 'user-passwd' | 'user-token' }>;

async function changePeople({ people, clock, journal }: Foundation, change: PeopleChange): Promise<object> {
  const { name } = change;
  if (change.op === 'user-add') {
    const role = oneOf(ROLES, change.role);
    if (role === undefined) throw new InputFaults([`--role: one of ${ROLES.join(', ')}`]);
    if ((await people.get(name)) !== undefined) throw new InputFaults([`there is a user ${name} already`]);
    await people.add(name, role, change.password);
  } else if ((await people.get(name)) === undefined) {
    throw new InputFaults([`there is no user ${name}`]);
  } else if (change.op === 'user-passwd') {
    await people.setPassword(name, change.password);
  }
  await journal.append((at) => [{ kind: 'audit', at, by: 'command line', what: change.op, detail: name }]);
  if (change.op !== 'user-token') return { user: name };
  return { user: name, token: await people.issue(name, clock.now(), undefined) };
}

async function diagnose(base: Foundation): Promise<object> {
  const { log, store, registry, ruleSets, config } = base;
  const { statfs } = await import('node:fs/promises');
  const disk = await statfs(config.dataDir);
  const live = await ruleSets.live();
  const holes: object[] = [];
  let entries = 0;
  for await (const item of log.read(log.oldest)) {
    if (item.kind === 'hole') holes.push({ from: item.from, to: item.to });
    else entries += item.entries.length;
  }
  return {
    data: config.dataDir,
    freeMb: Math.floor((disk.bavail * disk.bsize) / 1024 / 1024),
    log: { oldest: log.oldest, head: log.head, entries, holes },
    store: { kind: config.store.kind, position: store.position, behind: log.head - store.position },
    registry: registry.counts,
    rules: live === undefined ? 'none' : `version ${live.version}, ${live.rules.rules.length} rules`,
    healthy: holes.length === 0,
  };
}
