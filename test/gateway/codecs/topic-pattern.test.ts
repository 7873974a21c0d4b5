import { expect, test } from 'vitest';
import { topicPattern } from '../../../gateway/codecs/topic-pattern.js';

test.each([
  { pattern: 'a/{x}/c', topic: 'a/b/c', is: { x: 'b' } },
  { pattern: 'a/{x}/c', topic: 'a/b/d', is: undefined },
  { pattern: 'a/{x}', topic: 'a/b/c', is: undefined },
  { pattern: 'a/{x}', topic: 'a', is: undefined },
  { pattern: 'a/{x}', topic: 'a/', is: undefined },
  { pattern: 'a/{x:P|Q}/b', topic: 'a/Q/b', is: { x: 'Q' } },
  { pattern: 'a/{x:P|Q}/b', topic: 'a/R/b', is: undefined },
  { pattern: '{x}/on', topic: 'lamp/on', is: { x: 'lamp' } },
  { pattern: 'a/{rest...}', topic: 'a/b/c', is: { rest: 'b/c' } },
  { pattern: 'a/{rest...}', topic: 'a', is: undefined },
])('$pattern and $topic', ({ pattern, topic, is }) => expect(topicPattern(pattern).match(topic)).toEqual(is));
