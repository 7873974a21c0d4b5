import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import zh from './zh.json';

export type Language = 'zh' | 'en';

const KEY = 'streetkeep.language';

const chosen = (): Language => {
  const kept = localStorage.getItem(KEY);
  return kept === 'en' ? 'en' : 'zh';
};

const tell = (language: string): void => {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
};

/** Chinese first; the choice is kept on this machine. */
export async function createI18n(): Promise<i18n> {
  const instance = i18next.createInstance();
  await instance.use(initReactI18next).init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: chosen(),
    fallbackLng: 'zh',
    interpolation: { escapeValue: false },
  });
  tell(instance.language);
  instance.on('languageChanged', (language) => {
    localStorage.setItem(KEY, language);
    tell(language);
  });
  return instance;
}
