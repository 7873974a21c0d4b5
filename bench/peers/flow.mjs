// The same road in Node-RED's own words: MQTT in, JSON, a function that shapes the point, a batch written over HTTP.
export const flow = (brokerPort, influxUrl) => [
  { id: 'tab', type: 'tab', label: 'peer' },
  {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(brokerPort),
    clientid: 'node-red',
    keepalive: '60',
    cleansession: false,
    autoConnect: true,
    protocolVersion: '4',
  },
  {
    id: 'in',
    type: 'mqtt in',
    z: 'tab',
    topic: 'sk/v1/+/up',
    qos: '1',
    datatype: 'json',
    broker: 'broker',
    wires: [['shape']],
  },
  {
    id: 'shape',
    type: 'function',
    z: 'tab',
    func: `const p = msg.payload; const device = msg.topic.split('/')[2];
const line = 'bin,deviceId=' + device + ' fill_pct=' + p.fill_pct + ',battery_v=' + p.battery_v + ',temperature_c=' + p.temperature_c + ' ' + p.ts;
const lines = context.get('lines') || []; lines.push(line);
if (lines.length >= 1000 || Date.now() - (context.get('at') || 0) > 1000) { context.set('lines', []); context.set('at', Date.now()); msg.payload = lines.join('\\n'); msg.method = 'POST'; msg.url = '${influxUrl}/write?db=peer&precision=ms'; return msg; }
context.set('lines', lines); return null;`,
    outputs: 1,
    wires: [['out']],
  },
  { id: 'out', type: 'http request', z: 'tab', method: 'use', ret: 'txt', url: '', wires: [[]] },
];
