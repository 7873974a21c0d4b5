import Segmented from 'antd/es/segmented';
import { useTranslation } from 'react-i18next';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <Segmented
      aria-label={t('top.language')}
      className="language"
      size="small"
      value={i18n.language === 'en' ? 'en' : 'zh'}
      options={[
        { value: 'zh', label: <span lang="zh-CN">中</span> },
        { value: 'en', label: <span lang="en">EN</span> },
      ]}
      onChange={(language) => void i18n.changeLanguage(language)}
    />
  );
}
