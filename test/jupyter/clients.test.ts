// Jupyter's other programs: the kernel is listed, runs files, and is gone when they are, however they end.
import { expect, test as base } from "vitest";
import { well, within, withDesk } from "./desk.ts";

const test = base.extend(withDesk);

test("jupyter kernelspec list finds the kernel with its logos", async ({ desk }) => {
  const { stdout } = await desk.run("jupyter", "kernelspec", "list", "--json");
  const { kernelspecs } = JSON.parse(stdout) as { kernelspecs: { [name: string]: { spec: object } } };
  expect(kernelspecs["strux"]).toMatchObject({
    spec: {
      display_name: "Strux",
      language: "strux",
      interrupt_mode: "message",
      metadata: { debugger: false },
    },
  });
});

test("strux kernel doctor: it starts, and the jupyter on PATH lists it", async ({ desk }) => {
  const { stdout } = well(await desk.strux("kernel", "doctor"));
  expect(stdout).toMatch(/^ok {2}kernel strux +starts in \d+ ms, protocol 5\.5/m);
  expect(stdout).toMatch(/^ok {2}jupyter +lists strux$/m);
});

test("jupyter run prints what a file shows, and leaves no kernel behind", async ({ desk }) => {
  desk.write("a.strux", "let a = 20\nshow a + 1\n");
  const { stdout } = well(await desk.run("jupyter", "run", "--kernel", "strux", "a.strux"));
  expect(stdout).toContain("21");
  expect(await within(3000, () => desk.kernels().length === 0)).toBe(true);
});

test("a kernel whose front end is killed ends within three seconds", async ({ desk }) => {
  const script = `import time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="strux")
print("ready", flush=True)
time.sleep(600)`;
  const { pid, done } = desk.start("python", "-c", script);
  expect(await within(60_000, () => desk.read(".0.out").includes("ready"))).toBe(true);
  expect(desk.kernels()).toHaveLength(1);
  process.kill(pid, "SIGKILL");
  await done;
  expect(await within(3000, () => desk.kernels().length === 0)).toBe(true);
});

test("restart and shutdown by jupyter_client: the new kernel knows nothing of the old one", async ({
  desk,
}) => {
  const script = `from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="strux")
def ask(code):
    said = []
    reply = client.execute_interactive(code, timeout=30, output_hook=lambda m: said.append(m["content"].get("data", {}).get("text/plain")))
    return reply["content"]["status"], [text for text in said if text]
print(ask("let a = 20"), ask("a + 1"))
manager.restart_kernel(now=False)
client.wait_for_ready(timeout=60)
print(ask("a + 1")[0], ask("1 + 1"))
client.stop_channels()
manager.shutdown_kernel(now=False)
print(manager.is_alive())`;
  const { stdout, stderr } = await desk.run("python", "-c", script);
  expect({ stdout, stderr }).toMatchObject({
    stdout: "('ok', []) ('ok', ['21'])\nerror ('ok', ['2'])\nFalse\n",
  });
});
