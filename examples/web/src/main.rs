//! Builds the page and serves it: `cargo run -p nn-web`, then a browser at the address that it prints.
//!
//! `--write digits.html` writes the page instead, one file that needs no server and no network; `--port 8080` serves at another port.

mod page;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;

/// What to do with the page.
enum Order {
    Write(PathBuf),
    Serve(u16),
}

/// The port, unless another one is named.
const PORT: u16 = 8000;

fn main() -> ExitCode {
    match order(std::env::args().skip(1)).and_then(|order| carry_out(&order)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // There is nobody left to tell if this fails too.
            let _ = writeln!(std::io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn order(mut arguments: impl Iterator<Item = String>) -> Result<Order, String> {
    const USAGE: &str = "expected no argument, `--write FILE` or `--port NUMBER`";
    match (arguments.next().as_deref(), arguments.next()) {
        (None, _) => Ok(Order::Serve(PORT)),
        (Some("--write"), Some(path)) => Ok(Order::Write(path.into())),
        (Some("--port"), Some(port)) => {
            port.parse().map(Order::Serve).map_err(|_| format!("port {port}: expected a number below 65536"))
        }
        (Some(found), _) => Err(format!("argument {found}: {USAGE}")),
    }
}

fn carry_out(order: &Order) -> Result<(), String> {
    let module = page::module()?;
    let page = page::with(&module);
    println!("{} bytes of WebAssembly, a page of {} bytes", module.len(), page.len());
    match order {
        Order::Write(path) => std::fs::write(path, page).map_err(|error| format!("{}: {error}", path.display())),
        Order::Serve(port) => serve(*port, &page),
    }
}

/// Answers until it is stopped.
fn serve(port: u16, page: &str) -> Result<(), String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("port {port}: {error}; `--port NUMBER` takes another one"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}");
    for stream in listener.incoming() {
        // Whoever went away has no answer.
        let _ = stream.and_then(|stream| answer(&stream, page));
    }
    Ok(())
}

/// The page for `/`, and nothing else.
fn answer(mut stream: &TcpStream, page: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let (status, body) = if request.starts_with("GET / ") { ("200 OK", page) } else { ("404 Not Found", "") };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close");
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}
