/** What the levels of a topic that stand in braces held. */
export type Captures = Readonly<Record<string, string>>;

/**
 * A topic as people write it down: `v3/{app}/devices/{device}/up`. `{type:A|B}` takes these words only, `{rest...}` at
 * the end all further levels.
 */
export interface TopicPattern {
  readonly text: string;
  match(topic: string): Captures | undefined;
}

interface Level {
  /** Empty for a word that must stand there. */
  readonly name: string;
  readonly words: readonly string[] | undefined;
  readonly isRest: boolean;
}

export function topicPattern(text: string): TopicPattern {
  const wanted = text.split('/').map(levelOf);
  return {
    text,
    match: (topic) => {
      const given = topic.split('/');
      const found: Record<string, string> = {};
      for (const [n, level] of wanted.entries()) {
        const word = given[n];
        if (word === undefined || word === '' || level.words?.includes(word) === false) return undefined;
        if (level.isRest) return { ...found, [level.name]: given.slice(n).join('/') };
        if (level.name !== '') found[level.name] = word;
      }
      return given.length === wanted.length ? found : undefined;
    },
  };
}

function levelOf(text: string): Level {
  const [, name = '', words, rest] = /^\{(\w+)(?::([\w|]+))?(\.\.\.)?\}$/.exec(text) ?? [];
  if (name === '') return { name, words: [text], isRest: false };
  return { name, words: words?.split('|'), isRest: rest !== undefined };
}
