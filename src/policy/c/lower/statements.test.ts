import { describe, expect, it } from 'vitest'
import { bodyOf, statementsOf } from './testing-lower.ts'

describe('lowerStmt()', () => {
  it('keeps the scope of a for loop to itself and makes its parts explicit', () => {
    expect(statementsOf('int i = 9; for (int i = 0; i < 3; i++) { if (i == a) continue; break; } a = i;'))
      .toMatchInlineSnapshot(`
      "int i.5 = 9
      {
        int i.6 = 0
        loop for ((i.6 < 3); i.6 += 1) {
          if (i.6 == a) {
            continue
          }
          break
        }
      }
      a = i.5"
    `)
  })

  it('lowers while, do and endless loops', () => {
    expect(statementsOf('while (a) a--; do b--; while (b); while (1) { if (a) break; } while (0) a++;'))
      .toMatchInlineSnapshot(`
      "loop while (a; ) {
        a -= 1
      }
      loop do (b; ) {
        b -= 1u
      }
      loop while (; ) {
        if a {
          break
        }
      }"
    `)
  })

  it('gives bpf_for a counter that its body cannot change', () => {
    expect(statementsOf('int i; bpf_for(i, 1, a) { if (i == 5) break; i = 0; } bpf_repeat(10) b++;'))
      .toMatchInlineSnapshot(`
      "int i
      {
        int %next.6 = 1
        int %end.7 = a
        loop bpf_for ((%next.6 < %end.7); %next.6 += 1) {
          i = %next.6
          if (i == 5) {
            break
          }
          i = 0
        }
      }
      {
        int %next.8 = 0
        loop bpf_repeat ((%next.8 < 10); %next.8 += 1) {
          b += 1u
        }
      }"
    `)
  })

  it('splits a switch at its labels, with ranges and fall-through', () => {
    expect(statementsOf('switch (u) { int k; case 1: case 2: k = a; b += k; case 5 ... 9: break; default: b--; }'))
      .toMatchInlineSnapshot(`
      "switch (int)@u {
      case 1, case 2:
        k = a
        b += (unsigned int)k
      case 5...9:
        break
      default:
        b -= 1u
      }"
    `)
  })

  it('converts case labels to the promoted type of the value', () => {
    expect(statementsOf('switch (b) { case -1: a = 1; }')).toMatchInlineSnapshot(`
      "switch b {
      case 4294967295:
        a = 1
      }"
    `)
  })

  it('keeps labels and gotos out of blocks', () => {
    expect(
      bodyOf(
        'int f(int a) { again: if (a--) goto again; { goto out; } while (a) { if (a == 3) goto out; } out: return a; }',
      ),
    ).toMatchInlineSnapshot(`
      "again:
      if a -= 1 giving old {
        goto again
      }
      {
        goto out
      }
      loop while (a; ) {
        if (a == 3) {
          goto out
        }
      }
      out:
      return a"
    `)
  })

  it('keeps only the branch that a constant condition takes', () => {
    expect(statementsOf('if (0) a++; else { int k = 1; b = k; }')).toMatchInlineSnapshot(`
      "{
        int k = 1
        b = (unsigned int)k
      }"
    `)
  })
})

describe('locals', () => {
  it('live in registers unless their address is taken or they are aggregates', () => {
    expect(statementsOf('int x = 3, *y = &x, z[2]; z[*y] = x; int w;')).toMatchInlineSnapshot(`
      "stack int x = 3
      int *y = &x
      stack int z[2]
      z[(long)*y] = x
      int w"
    `)
  })

  it('shadow outer names, and see themselves in their initialiser', () => {
    expect(statementsOf('int x = 1; { long x = 2; x++; } x++; u64 n = sizeof(n);')).toMatchInlineSnapshot(`
      "int x.5 = 1
      {
        long x.6 = 2l
        x.6 += 1l
      }
      x.5 += 1
      u64 n = 8ul"
    `)
  })

  it('are zeroed and then filled when they are aggregates', () => {
    expect(
      statementsOf('int z[3] = { 1, a }; int y[2][2] = { 1, 2, { 3 } }; int w[] = { [3] = 7, 8 }; long e[4] = { };'),
    ).toMatchInlineSnapshot(`
      "stack int z[3]
      zero z [12]
      z[0l] = 1
      z[1l] = a
      stack int y[2][2]
      zero y [16]
      y[0l][0l] = 1
      y[0l][1l] = 2
      y[1l][0l] = 3
      stack int w[5]
      zero w [20]
      w[3l] = 7
      w[4l] = 8
      stack long e[4]
      zero e [32]"
    `)
  })

  it('take a text by copying it', () => {
    expect(statementsOf('char n[] = "abc"; char m[8] = "ab"; char same[4] = { "abc" };')).toMatchInlineSnapshot(`
      "stack char n[4]
      copy n <- @.str.0 [4]
      stack char m[8]
      zero m [8]
      copy m <- @.str.1 [3]
      stack char same[4]
      copy same <- @.str.0 [4]"
    `)
  })

  it('can be structs with anonymous members and designators, copied as a whole', () => {
    expect(
      statementsOf(`struct pt { int x; struct { short a, b; }; union { int i; long l; }; } v = { 1, 2, .l = 5 }, *r = &v;
        struct pt w = *r, list[3] = { [1].a = 3, 4, 5, 6 };
        w.a = r->b;
        v = w;`),
    ).toMatchInlineSnapshot(`
      "stack struct pt v
      zero v [16]
      v.x = 1
      v.(anonymous).a = 2s16
      v.(anonymous).l = 5l
      struct pt *r = &v
      stack struct pt w
      copy w <- *r [16]
      stack struct pt list[3]
      zero list [48]
      list[1l].(anonymous).a = 3s16
      list[1l].(anonymous).b = 4s16
      list[1l].(anonymous).i = 5
      list[2l].x = 6
      w.(anonymous).a = r->(anonymous).b
      copy v <- w [16]"
    `)
  })

  it('are globals of their own when they are static', () => {
    expect(statementsOf('static int n = 4; n++; { static int n; n++; }')).toBe('@f.n += 1\n{\n  @f.n.1 += 1\n}')
  })

  it('can have inferred types', () => {
    expect(statementsOf('__auto_type x = d; typeof(x) y = x; typedef short T; T z = y;')).toMatchInlineSnapshot(`
      "u64 x = d
      u64 y = x
      short z = (short)y"
    `)
  })
})
