import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceId, formatTopic, parseTopic, TOPIC_LEAVES, topicMatches } from '../../../core/index.js';

const anId = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);

describe('device topics', () => {
  test('what is formatted is parsed again', () => {
    fc.assert(
      fc.property(anId, fc.constantFrom(...TOPIC_LEAVES), (name, leaf) => {
        expect(parseTopic(formatTopic(deviceId(name), leaf))).toEqual({ device: name, leaf });
      }),
    );
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '.', '..', '-', ':'])(
    'the id %s is an id like any other',
    (name) => expect(parseTopic(`sk/v1/${name}/up`)).toEqual({ device: name, leaf: 'up' }),
  );

  test.each([
    { says: 'nothing', topic: '' },
    { says: 'the prefix alone', topic: 'sk/v1/' },
    { says: 'no leaf', topic: 'sk/v1/bin-1' },
    { says: 'an empty leaf', topic: 'sk/v1/bin-1/' },
    { says: 'no device', topic: 'sk/v1//up' },
    { says: 'a leaf in the place of the device', topic: 'sk/v1/up' },
    { says: 'an unknown leaf', topic: 'sk/v1/bin-1/down' },
    { says: 'a leaf with something before it', topic: 'sk/v1/bin-1/xup' },
    { says: 'a leaf with something behind it', topic: 'sk/v1/bin-1/up/' },
    { says: 'a level too many', topic: 'sk/v1/bin-1/lid/up' },
    { says: 'another version', topic: 'sk/v2/bin-1/up' },
    { says: 'another root', topic: 'xsk/v1/bin-1/up' },
    { says: 'a slash in front', topic: '/sk/v1/bin-1/up' },
    { says: 'capital letters in the prefix', topic: 'SK/v1/bin-1/up' },
    { says: 'a wildcard for the device', topic: 'sk/v1/+/up' },
    { says: 'a wildcard for the rest', topic: 'sk/v1/#' },
    { says: 'a space in the id', topic: 'sk/v1/bin 1/up' },
    { says: 'a line break after the id', topic: 'sk/v1/bin-1\n/up' },
    { says: 'a zero byte in the id', topic: 'sk/v1/bin\0/up' },
    { says: 'letters beyond ASCII', topic: 'sk/v1/垃圾桶/up' },
    { says: 'an id of 65 characters', topic: `sk/v1/${'x'.repeat(65)}/up` },
  ])('$says is no device topic', ({ topic }) => expect(parseTopic(topic)).toBeUndefined());

  test('no text whatever makes the parser throw, and what it takes it would have written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `sk/v1/${rest}`),
        ),
        (topic) => {
          const parsed = parseTopic(topic);
          if (parsed !== undefined) expect(formatTopic(parsed.device, parsed.leaf)).toBe(topic);
        },
      ),
    );
  });
});

// MQTT 3.1.1, section 4.7.
describe('topic filters match as the MQTT specification says', () => {
  test.each([
    { filter: 'sport/tennis/player1/#', topic: 'sport/tennis/player1', matches: true },
    { filter: 'sport/tennis/player1/#', topic: 'sport/tennis/player1/ranking', matches: true },
    { filter: 'sport/tennis/player1/#', topic: 'sport/tennis/player1/score/wimbledon', matches: true },
    { filter: 'sport/#', topic: 'sport', matches: true },
    { filter: 'sport/#', topic: 'sports', matches: false },
    { filter: '#', topic: 'anything/at/all', matches: true },
    { filter: '#', topic: '/', matches: true },
    { filter: 'sport/tennis/+', topic: 'sport/tennis/player1', matches: true },
    { filter: 'sport/tennis/+', topic: 'sport/tennis/player1/ranking', matches: false },
    { filter: 'sport/+', topic: 'sport', matches: false },
    { filter: 'sport/+', topic: 'sport/', matches: true },
    { filter: '+', topic: 'sport', matches: true },
    { filter: '+', topic: '/finance', matches: false },
    { filter: '+/+', topic: '/finance', matches: true },
    { filter: '/+', topic: '/finance', matches: true },
    { filter: '+/tennis/#', topic: 'sport/tennis', matches: true },
    { filter: '+/tennis/#', topic: 'sport/golf', matches: false },
    { filter: 'a//b', topic: 'a//b', matches: true },
    { filter: 'a/+/b', topic: 'a//b', matches: true },
    { filter: 'ACCOUNTS', topic: 'Accounts', matches: false },
    { filter: '#', topic: '$SYS/broker', matches: false },
    { filter: '+/monitor/Clients', topic: '$SYS/monitor/Clients', matches: false },
    { filter: '$SYS/#', topic: '$SYS/', matches: true },
    { filter: '$SYS/monitor/+', topic: '$SYS/monitor/Clients', matches: true },
    { filter: 'a/b', topic: 'a/b/', matches: false },
    { filter: 'a/b/', topic: 'a/b', matches: false },
  ])('$filter and $topic: $matches', ({ filter, topic, matches }) =>
    expect(topicMatches(filter, topic)).toBe(matches),
  );

  test('a topic without wildcards matches itself and, of its own length, nothing else', () => {
    const levels = fc.array(fc.stringMatching(/^[a-z]{0,3}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(levels, levels, (one, other) => {
        const [left, right] = [one.join('/'), other.join('/')];
        expect(topicMatches(left, left)).toBe(true);
        expect(topicMatches(left, right)).toBe(left === right);
      }),
    );
  });
});
