// The script that many cities start with: a broker, MQTT.js and the InfluxDB client. Nothing is durable before the
// acknowledgement, no rule runs, and nobody notices what is lost.
import { InfluxDB, Point } from '@influxdata/influxdb-client';
import { connect } from 'mqtt';

const [brokerUrl, influxUrl] = process.argv.slice(2);
const client = connect(brokerUrl, { clientId: 'bridge', clean: false });
const influx = new InfluxDB({ url: influxUrl, token: 'none' });
const writer = influx.getWriteApi('', 'peer', 'ms', { batchSize: 5_000, flushInterval: 1_000 });
let received = 0;
client.on('connect', () => client.subscribe('sk/v1/+/up', { qos: 1 }));
client.on('message', (topic, payload) => {
  const { ts, boot, seq, ...points } = JSON.parse(payload.toString());
  const device = topic.split('/')[2];
  const point = new Point('bin').tag('deviceId', device).timestamp(ts);
  for (const [name, value] of Object.entries(points)) point.floatField(name, value);
  writer.writePoint(point);
  received += 1;
});
setInterval(() => process.stdout.write(`${received}\n`), 250);
