import type { Entry, RegistryIndex } from '../../core/index.js';
import type { Clock, Logger, StampedLog } from '../../runtime/index.js';
import type { ReadingDoor } from '../ports.js';
import type { EngineHost } from '../readers/engine-host.js';
import type { Latest } from '../readers/latest.js';
import type { Recorder } from '../readers/recorder.js';
import type { AlertsRepo } from '../state/alerts.js';
import type { KeeperRepo } from '../state/keeper-repo.js';
import type { LinesRepo } from '../state/lines-repo.js';
import type { PeopleRepo } from '../state/people.js';
import type { RuleSetsRepo } from '../state/rule-sets.js';
import type { TelemetryStore } from '../stores/store.js';
import type { LiveHub } from './live-hub.js';

/** What the HTTP resources work with; they hold nothing of their own. */
export interface ApiDeps {
  readonly version: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly journal: StampedLog<Entry>;
  readonly registry: RegistryIndex;
  readonly latest: Latest;
  readonly engine: EngineHost;
  readonly recorder: Recorder;
  readonly store: TelemetryStore;
  readonly alerts: AlertsRepo;
  readonly keeper: KeeperRepo;
  readonly lines: LinesRepo;
  readonly people: PeopleRepo;
  readonly ruleSets: RuleSetsRepo;
  readonly live: LiveHub;
  readonly door: ReadingDoor;
  /** Faults that make the system not ready, in words; empty when all is well. */
  readonly troubles: () => readonly string[];
  readonly metrics: () => Promise<string>;
  /** GeoJSON FeatureCollection of the streets under the map; empty when the city gave none. */
  readonly basemap: () => Promise<object>;
  /** The built console, when there is one. */
  readonly consoleDir: string | undefined;
}
