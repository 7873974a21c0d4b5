import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Entry } from '../core/index.js';
import type { MqttServer } from '../gateway/index.js';
import type { EngineHost, Recorder, TelemetryStore } from '../ingest/index.js';
import type { Log, TlsKeeper } from '../runtime/index.js';

interface Watched {
  readonly log: Log<Entry>;
  readonly recorder: Recorder;
  readonly engine: EngineHost;
  readonly mqtt: MqttServer;
  readonly store: TelemetryStore;
  readonly tls: TlsKeeper | undefined;
}

/** Prometheus metrics of the process. Nothing is labelled by device: there are too many of them. */
export function createMetrics({ log, recorder, engine, mqtt, store, tls }: Watched): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('streetkeep_log_head', 'Newest durable position of the log', () => log.head);
  gauge('streetkeep_log_oldest', 'Oldest readable position of the log', () => log.oldest);
  gauge('streetkeep_recorder_position', 'Newest position in the telemetry store', () => store.position);
  gauge('streetkeep_recorder_stuck', '1 while the store refuses or is away', () => Number(recorder.isStuck));
  gauge('streetkeep_engine_position', 'Newest position the rules have seen', () => engine.position);
  gauge('streetkeep_mqtt_connections', 'Connected MQTT clients', () => mqtt.connections);
  gauge('streetkeep_mqtt_refused', 'MQTT connections refused for their number', () => mqtt.refused);
  if (tls !== undefined) {
    const help = 'When the certificate of the TLS ports expires, seconds since 1970';
    gauge('streetkeep_tls_expires', help, () => tls.expiresAt / 1_000);
  }
  return () => registry.metrics();
}
