import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined assets become data: URLs, which a strict content security policy refuses.
    assetsInlineLimit: 0,
    // The map library is one big file of its own, loaded after the shell.
    chunkSizeWarningLimit: 1_200,
  },
  // `npm start` serves the API; a development page borrows it from there.
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
