import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App, createServices } from './app';
import { createI18n } from './i18n/i18n';
import './theme/tokens.css';
import './theme/base.css';
import './theme/shell.css';
import './theme/queue.css';
import './theme/asset.css';
import './theme/map.css';

const i18n = await createI18n();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={i18n}>
        <App {...createServices()} />
      </I18nextProvider>
    </StrictMode>,
  );
}
