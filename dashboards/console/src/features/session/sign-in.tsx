import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import type { Session } from '../../api/types';
import { useServices } from '../../live/live';
import { LanguageSwitch } from '../shell/language-switch';

export interface SignInProps {
  readonly hasExpired: boolean;
  onSignedIn(session: Session): void;
}

export function SignIn({ hasExpired, onSignedIn }: SignInProps) {
  const { t } = useTranslation();
  const { api } = useServices();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const id = useId();

  const say = (cause: unknown): string => {
    if (!(cause instanceof ApiError) || cause.status === 0) return t('session.unreachable');
    if (cause.status === 401) return t('session.wrong');
    if (cause.status === 429) return t('session.tooMany');
    return t('session.failed', { detail: cause.detail });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (username === '' || password === '') {
      setFault(t('session.missing'));
      return;
    }
    setBusy(true);
    setFault('');
    try {
      onSignedIn(await api.signIn(username, password));
    } catch (cause) {
      setFault(say(cause));
      setBusy(false);
    }
  };

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={(event) => void submit(event)} aria-label={t('session.title')}>
        <div className="sign-in-brand">
          <img src="/streetkeep.svg" alt="" width="36" height="36" />
          <div>
            <h1>{t('app.name')}</h1>
            <p>{t('app.tagline')}</p>
          </div>
        </div>
        {hasExpired && <p className="note">{t('session.expired')}</p>}
        <label htmlFor={`${id}-user`}>{t('session.username')}</label>
        <Input
          id={`${id}-user`}
          name="username"
          autoComplete="username"
          autoFocus
          size="large"
          value={username}
          onChange={(event) => setUsername(event.target.value)}
        />
        <label htmlFor={`${id}-password`}>{t('session.password')}</label>
        <Input
          id={`${id}-password`}
          name="password"
          type="password"
          autoComplete="current-password"
          size="large"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {fault !== '' && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
        <Button type="primary" htmlType="submit" size="large" block disabled={isBusy}>
          {t('session.signIn')}
        </Button>
        <LanguageSwitch />
      </form>
    </main>
  );
}
