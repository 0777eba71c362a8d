import { expect, it } from '@jest/globals'
import { isPlain } from '../../../src/server/middleware/plain-paths.ts'

it.each([
  '/',
  '/item/7',
  '/api/users/login',
  '/api/users/login/',
  '/API/users/login',
  '/api/media/file/a%20b-1.png',
  '/api/media/file/%D0%BA.png',
  '/api/items?where[name][like]=%2e%2e//x',
  '/_next/static/chunks/app/(payload)/admin/%5B%5B...segments%5D%5D/page-1.js',
])('%s has one meaning', (url) => expect(isPlain(url)).toBe(true))

it.each([
  '/api/./users/login',
  '/api/../api/users/login',
  '/api/%2e/users/login',
  '/api/%2E%2e/api/users/login',
  '/api/.%2e/api/users/login',
  '//api/users/login',
  '/api//users/login',
  '/api/users//login',
  '/api\\users\\login',
  '/api%5cusers',
  '/api%2fusers/login',
  '/api/users/%6cogin',
  '/api/%75sers/login',
  '/api/users/login#x',
  '/api/users/%ff',
  '/api/users/%',
  '/api/users/\u00e9',
  'http://shop.example/api/users/login',
  '*',
  '',
])('%s has none', (url) => expect(isPlain(url)).toBe(false))
