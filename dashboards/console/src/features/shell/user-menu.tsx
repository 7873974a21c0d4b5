import Button from 'antd/es/button';
import Dropdown from 'antd/es/dropdown';
import { useTranslation } from 'react-i18next';
import { chooseTheme, useThemeChoice } from '../../theme/use-theme';
import { ICONS, Icon } from '../../ui/marks';
import { useSession } from '../session/session';

export function UserMenu({ onSignOut }: { onSignOut: () => void }) {
  const { t } = useTranslation();
  const { username, role } = useSession();
  const theme = useThemeChoice();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [theme],
        items: [
          {
            type: 'group',
            key: 'theme',
            label: t('top.theme'),
            children: [
              { key: 'auto', label: t('top.themeAuto') },
              { key: 'light', label: t('top.themeLight') },
              { key: 'dark', label: t('top.themeDark') },
            ],
          },
          { type: 'divider' },
          { key: 'out', label: t('session.signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'out') onSignOut();
          else if (key === 'auto' || key === 'light' || key === 'dark') chooseTheme(key);
        },
      }}
    >
      <Button type="text" className="user" aria-label={`${t('top.user')}: ${username}`}>
        <Icon d={ICONS.user} size={18} />
        <span className="user-name">
          {username.slice(0, 24)} <small>{t(`role.${role}`)}</small>
        </span>
      </Button>
    </Dropdown>
  );
}
