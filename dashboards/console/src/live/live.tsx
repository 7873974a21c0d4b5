import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Api } from '../api/client';
import type { About } from '../api/types';
import type { LiveStore, Topic } from './store';
import type { Stream } from './stream';

/** What the composition root hands to every screen. */
export interface Services {
  readonly api: Api;
  readonly store: LiveStore;
  readonly stream: Stream;
}

const ServicesContext = createContext<Services | undefined>(undefined);
const AboutContext = createContext<About | undefined>(undefined);

export const ServicesProvider = ServicesContext.Provider;

export function AboutProvider({ about, children }: { about: About; children: ReactNode }) {
  return <AboutContext.Provider value={about}>{children}</AboutContext.Provider>;
}

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('no services above this component');
  return services;
}

export const useStore = (): LiveStore => useServices().store;

export function useAbout(): About {
  const about = useContext(AboutContext);
  if (!about) throw new Error('no about above this component');
  return about;
}

/** Re-renders when the topic changed (at most twice a second); the answer is its version, for `useMemo`. */
export function useTopic(topic: Topic): number {
  const store = useStore();
  return useSyncExternalStore(
    (listener) => store.subscribe(topic, listener),
    () => store.version(topic),
  );
}

/** Server time, refreshed every `everyMs`. */
export function useNow(everyMs = 1_000): number {
  const store = useStore();
  const [now, setNow] = useState(() => store.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(store.now()), everyMs);
    return () => clearInterval(timer);
  }, [store, everyMs]);
  return now;
}
