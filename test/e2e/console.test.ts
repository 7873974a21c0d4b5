import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConsole, startConsole } from '../support/start-console.js';

const CHROMIUM = '/usr/bin/chromium';
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const DESK = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };

let city: RunningConsole;
let browser: Browser;
let context: BrowserContext;
let foreign: string[];
let faults: string[];

/** Asking who we are before signing in is answered 401, which the browser reports by itself. */
const isExpected = (text: string, url: string): boolean =>
  text.includes('401') && url.endsWith('/api/v1/session');

async function open(size: { width: number; height: number }, query = ''): Promise<Page> {
  context = await browser.newContext({ viewport: size, hasTouch: size.width < 500 });
  const page = await context.newPage();
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(city.url) && !/^(blob|data):/.test(url)) foreign.push(url);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text(), message.location().url))
      faults.push(message.text());
  });
  page.on('pageerror', (fault) => faults.push(String(fault)));
  await page.goto(`${city.url}/${query}`);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.locator('input[name=username]').fill(city.username);
  await page.locator('input[name=password]').fill(city.password);
  await page.locator('input[name=password]').press('Enter');
  await page.locator('nav.rail').waitFor();
  await page.locator('.live-live').waitFor();
}

beforeAll(async () => {
  city = await startConsole();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}, 120_000);

afterAll(async () => {
  await browser.close();
  await city.close();
});

beforeEach(async () => {
  foreign = [];
  faults = [];
});

afterEach(() => context.close());

const expectQuiet = (): void => {
  expect(foreign).toEqual([]);
  expect(faults).toEqual([]);
};

describe('the console', () => {
  test('a wrong password is said and the right one lets in', async () => {
    const page = await open(DESK);
    await page.locator('input[name=username]').fill(city.username);
    await page.locator('input[name=password]').fill('wrong');
    await page.locator('input[name=password]').press('Enter');
    await page.getByText('用户名或密码不正确').waitFor();
    await signIn(page);
    expectQuiet();
  });

  test('an overflow stands in the queue, opens with its chart, and shows who took it', async () => {
    const page = await open(DESK);
    await signIn(page);
    const row = page.locator('.queue article.row-critical', { hasText: '满溢' }).first();
    await row.waitFor();
    expect(await row.locator('.mark-critical').getAttribute('aria-label')).toBe('严重');
    await page.locator('.map-canvas[data-ready=true] canvas').waitFor();

    await row.locator('a').click();
    const drawer = page.locator('.drawer');
    await drawer.locator('.chart canvas').waitFor();
    expect(page.url()).toContain('asset=');
    expect(await drawer.locator('.state').textContent()).toContain('无人确认');

    await drawer.locator('.open-alert', { hasText: '满溢' }).getByRole('button').click();
    await drawer.getByText(`${city.username} 已确认`).first().waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await row.getByText(`${city.username} 已确认`).waitFor();
    expectQuiet();
  });

  test('an address opens the same asset for a colleague, in English as well', async () => {
    const page = await open(DESK, `?asset=${city.silentAssetId}&span=7d`);
    await signIn(page);
    await page.locator('.drawer').getByText('设备失联').first().waitFor();
    await page.waitForURL(/at=16/);
    const place = new URL(page.url()).hash;
    await page.locator('.language').getByText('EN').click();
    await page.locator('.drawer').getByText('Device silent').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.locator('.drawer .chart canvas').waitFor();
    await page.locator('.map-canvas[data-ready=true] canvas').waitFor();
    expect(new URL(page.url()).hash).toBe(place);
    expectQuiet();
  });

  test('a pole number leads to its lamp', async () => {
    const page = await open(DESK);
    await signIn(page);
    await page.locator('.search input').fill(city.poleNumber);
    await page.locator('.hit').first().click();
    await page.locator('.drawer-title', { hasText: city.poleNumber }).waitFor();
    expectQuiet();
  });

  test('on a phone the queue is a tab, buttons suit a glove, and nothing is wider than the screen', async () => {
    const page = await open(PHONE);
    await signIn(page);
    await page.locator('nav.rail a', { hasText: '告警' }).click();
    const button = page.locator('.queue .take-button').first();
    await button.waitFor();
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(48);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await page.locator('.queue article a').first().click();
    await page.locator('.drawer .state').waitFor();
    expectQuiet();
  });

  test('a dead wire is said within five seconds and heals without a reload', async () => {
    const page = await open(DESK);
    await signIn(page);
    await page.evaluate('window.neverReloaded = true');
    city.cut();
    await page.locator('.lost').waitFor({ timeout: 6_000 });
    expect(await page.locator('.lost').textContent()).toContain('连接中断');
    city.mend();
    await page.locator('.live-live').waitFor();
    await page.locator('.lost').waitFor({ state: 'detached' });
    expect(await page.evaluate('window.neverReloaded')).toBe(true);
    expect(foreign).toEqual([]);
  });
});
