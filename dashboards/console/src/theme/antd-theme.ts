import type { ThemeConfig } from 'antd/es/config-provider';
import theme from 'antd/es/theme';
import type { Theme } from './use-theme';

/** The component library in our tokens; the values mirror `tokens.css`. */
export const antdTheme = (mode: Theme): ThemeConfig => {
  const isDark = mode === 'dark';
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: isDark ? '#3cc7b6' : '#08776b',
      colorInfo: isDark ? '#3cc7b6' : '#08776b',
      colorError: isDark ? '#ff6b6b' : '#c4161c',
      colorTextLightSolid: isDark ? '#04201c' : '#ffffff',
      colorBgBase: isDark ? '#151c1f' : '#ffffff',
      colorTextBase: isDark ? '#e8eef0' : '#152022',
      colorTextPlaceholder: isDark ? '#a7b5ba' : '#4b5b60',
      colorBorder: isDark ? '#4a585e' : '#8b9a9f',
      borderRadius: 6,
      fontFamily: 'var(--font)',
      motion: false,
    },
    components: { Button: { primaryShadow: 'none' } },
  };
};
