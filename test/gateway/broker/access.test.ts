import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceId, topicMatches } from '../../../core/index.js';
import { covers, listensToUplinks, mayPublish, maySubscribe } from '../../../gateway/broker/access.js';
import type { Identity } from '../../../runtime/index.js';

const device: Identity = { kind: 'device', name: 'nb-1', device: deviceId('nb-1') };
const anonymous: Identity = { kind: 'anonymous', name: 'anonymous' };
const integration = (...topics: readonly string[]): Identity => ({
  kind: 'integration',
  name: 'bridge',
  topics,
  idPrefix: 'nb-',
});

describe('who may publish where', () => {
  test.each([
    { says: 'a device its own uplinks', who: device, topic: 'sk/v1/nb-1/up', may: true },
    { says: 'a device its own status', who: device, topic: 'sk/v1/nb-1/status', may: true },
    { says: 'a device its own acks', who: device, topic: 'sk/v1/nb-1/ack', may: true },
    { says: 'no device a command, not even its own', who: device, topic: 'sk/v1/nb-1/cmd', may: false },
    { says: 'no device for another', who: device, topic: 'sk/v1/nb-2/up', may: false },
    { says: 'no device for one whose id begins alike', who: device, topic: 'sk/v1/nb-12/up', may: false },
    { says: 'no device elsewhere', who: device, topic: 'nb-1/up', may: false },
    { says: 'no device into the broker', who: device, topic: '$SYS/nb-1/up', may: false },
    {
      says: 'an integration for its prefix',
      who: integration('sk/v1/+/up'),
      topic: 'sk/v1/nb-7/up',
      may: true,
    },
    {
      says: 'no integration beyond its prefix',
      who: integration('sk/v1/+/up'),
      topic: 'sk/v1/gw-1/up',
      may: false,
    },
    {
      says: 'no integration beyond its topics',
      who: integration('sk/v1/+/up'),
      topic: 'sk/v1/nb-7/status',
      may: false,
    },
    { says: 'no integration without topics', who: integration(), topic: 'sk/v1/nb-7/up', may: false },
    { says: 'no integration a command', who: integration('#'), topic: 'sk/v1/nb-7/cmd', may: false },
    { says: 'anybody on trial as whom he likes', who: anonymous, topic: 'sk/v1/nb-7/up', may: true },
    { says: 'nobody on trial a command', who: anonymous, topic: 'sk/v1/nb-7/cmd', may: false },
    { says: 'nobody on trial elsewhere', who: anonymous, topic: 'city/nb-7/up', may: false },
  ])('$says', ({ who, topic, may }) => expect(mayPublish(who, topic) !== undefined).toBe(may));
});

describe('who may listen to what', () => {
  test.each([
    { says: 'a device to its commands', who: device, filter: 'sk/v1/nb-1/cmd', may: true },
    { says: 'a device to all of its own', who: device, filter: 'sk/v1/nb-1/#', may: true },
    { says: 'no device to everybody', who: device, filter: 'sk/v1/+/up', may: false },
    { says: 'no device to all', who: device, filter: '#', may: false },
    { says: 'no device to another', who: device, filter: 'sk/v1/nb-2/cmd', may: false },
    { says: 'no device to one whose id begins alike', who: device, filter: 'sk/v1/nb-12/cmd', may: false },
    { says: 'no device to the broker', who: device, filter: '$SYS/#', may: false },
    {
      says: 'an integration to what it declared',
      who: integration('sk/v1/+/up'),
      filter: 'sk/v1/+/up',
      may: true,
    },
    {
      says: 'an integration to a part of it',
      who: integration('sk/v1/+/up'),
      filter: 'sk/v1/gw-1/up',
      may: true,
    },
    { says: 'no integration to more levels', who: integration('sk/v1/+'), filter: 'sk/v1/#', may: false },
    { says: 'no integration to all', who: integration('sk/v1/#'), filter: '#', may: false },
    {
      says: 'no integration to the broker, even when it may all',
      who: integration('#'),
      filter: '$SYS/#',
      may: false,
    },
    { says: 'anybody on trial to devices', who: anonymous, filter: 'sk/v1/#', may: true },
    { says: 'nobody on trial to all', who: anonymous, filter: '#', may: false },
  ])('$says', ({ who, filter, may }) => expect(maySubscribe(who, filter)).toBe(may));

  test('a filter that is covered brings no topic that the declared one would not', () => {
    const word = fc.constantFrom('a', 'b', '', '$s');
    const level = fc.oneof(word, fc.constant('+'));
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, endless]) => (endless ? [...levels, '#'] : levels).join('/'));
    const topic = fc.array(word, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
    const anyFilter = fc.oneof(filter, fc.constant('#'));
    fc.assert(
      fc.property(anyFilter, anyFilter, topic, (declared, wanted, one) => {
        fc.pre(covers(declared, wanted) && topicMatches(wanted, one));
        expect(topicMatches(declared, one)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  { filter: 'sk/v1/+/up', hears: true },
  { filter: 'sk/v1/nb-1/up', hears: true },
  { filter: 'sk/v1/nb-1/+', hears: true },
  { filter: 'sk/v1/nb-1/#', hears: true },
  { filter: 'sk/+/nb-1/up', hears: true },
  { filter: '+/+/nb-1/up', hears: true },
  { filter: 'sk/v1/#', hears: true },
  { filter: '#', hears: true },
  { filter: 'sk/v1/nb-1/cmd', hears: false },
  { filter: 'sk/v1/+/status', hears: false },
  { filter: 'sk/v1/+', hears: false },
  { filter: 'sk/v1/nb-1/up/#', hears: true },
  { filter: 'other/#', hears: false },
  { filter: '$SYS/#', hears: false },
])('$filter hears what devices send up: $hears', ({ filter, hears }) =>
  expect(listensToUplinks(filter)).toBe(hears),
);
