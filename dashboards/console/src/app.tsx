import { QueryClient, QueryClientProvider, useQuery, useQueryClient } from '@tanstack/react-query';
import ConfigProvider from 'antd/es/config-provider';
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, createApi } from './api/client';
import { SessionContext } from './features/session/session';
import { SignIn } from './features/session/sign-in';
import { Shell } from './features/shell/shell';
import { AboutProvider, type Services, ServicesProvider, useAbout, useNow, useServices } from './live/live';
import { createLiveStore } from './live/store';
import { createStream } from './live/stream';
import { antdTheme } from './theme/antd-theme';
import { useTheme } from './theme/use-theme';
import { Boundary, Broken, Failed, Loading } from './ui/states';

/** Where the page's parts are made and joined. */
export function createServices(): { services: Services; queries: QueryClient } {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // The page says by itself that the wire is gone and tries again; the browser's guess is not asked.
        networkMode: 'always',
        retry: (count, fault) =>
          count < 2 && !(fault instanceof ApiError && fault.status >= 400 && fault.status < 500),
      },
      mutations: { networkMode: 'always' },
    },
  });
  const api = createApi();
  const store = createLiveStore();
  const onSignedOut = (): void => {
    queries.setQueryData(['session'], null);
  };
  return { services: { api, store, stream: createStream({ api, store, onSignedOut }) }, queries };
}

function Themed({ children }: { children: ReactNode }) {
  const { timeZone } = useAbout();
  const theme = useTheme(useNow(30_000), timeZone);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const config = useMemo(() => antdTheme(theme), [theme]);
  return (
    <ConfigProvider theme={config} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <Boundary fallback={<Broken />}>{children}</Boundary>
    </ConfigProvider>
  );
}

function Gate() {
  const { t } = useTranslation();
  const { api, store, stream } = useServices();
  const queries = useQueryClient();
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () => api.session(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [wasSignedIn, setWasSignedIn] = useState(false);
  const user = session.data;
  const username = user?.username;

  useEffect(() => {
    if (username === undefined) return;
    setWasSignedIn(true);
    stream.start();
    return () => stream.stop();
  }, [username, stream]);

  const signOut = async (): Promise<void> => {
    stream.stop();
    await api.signOut().catch(() => undefined);
    setWasSignedIn(false);
    store.clear();
    queries.clear();
    queries.setQueryData(['session'], null);
  };

  if (session.isPending) return <Loading />;
  if (session.isError) {
    return <Failed what={t('app.name')} fault={session.error} retry={() => void session.refetch()} />;
  }
  if (!user) {
    return (
      <SignIn
        hasExpired={wasSignedIn}
        onSignedIn={(signedIn) => queries.setQueryData(['session'], signedIn)}
      />
    );
  }
  return (
    <SessionContext.Provider value={user}>
      <Shell onSignOut={() => void signOut()} />
    </SessionContext.Provider>
  );
}

function WithAbout() {
  const { t } = useTranslation();
  const { api, store } = useServices();
  const about = useQuery({
    queryKey: ['about'],
    queryFn: async () => {
      const answer = await api.about();
      store.heard(answer.now);
      return answer;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (about.isPending) return <Loading />;
  if (about.isError)
    return <Failed what={t('app.name')} fault={about.error} retry={() => void about.refetch()} />;
  return (
    <AboutProvider about={about.data}>
      <Themed>
        <Gate />
      </Themed>
    </AboutProvider>
  );
}

export function App({ services, queries }: ReturnType<typeof createServices>) {
  return (
    <QueryClientProvider client={queries}>
      <ServicesProvider value={services}>
        <WithAbout />
      </ServicesProvider>
    </QueryClientProvider>
  );
}
